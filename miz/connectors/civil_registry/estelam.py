"""The names in `estelam.wsdl`, for the client and its other end."""

from pathlib import Path

WSDL = Path(__file__).parent / "estelam.wsdl"
NAMESPACE = "urn:miz:civil-registry"
OPERATION = "getEstelam3"
RESPONSE = f"{{{NAMESPACE}}}{OPERATION}Response"
# Where the WSDL says the service is: nowhere.
ADDRESS = b"https://registry.invalid/estelam"
