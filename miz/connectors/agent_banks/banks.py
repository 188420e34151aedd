"""What both ends of the exchange with the agent banks know."""

NAMES = {"mellat": "بانک ملت", "melli": "بانک ملی"}
PIECE = 512 * 1024  # bytes of a file that one answer brings
