"""What an attendance file's rows mean and come to: the part that runs in the child. No Django, no places."""
