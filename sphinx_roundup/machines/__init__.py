"""What machines are told of the events and reports: feed readers, search engines, chats."""
