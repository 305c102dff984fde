"""What machines are told of the events and reports: search engines, chats."""
