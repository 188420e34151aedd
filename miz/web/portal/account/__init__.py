"""The citizen's account: signing up and in, recovery, own requests, sessions, profile."""
