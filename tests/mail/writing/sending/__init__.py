"""From a stored draft to the submission server and into Sent."""
