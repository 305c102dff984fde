"""Files to begin with: an attendee's report, and a people file made of a list of attendees."""
