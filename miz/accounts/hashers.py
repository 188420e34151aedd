"""How staff passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class DeskArgon2Hasher(Argon2PasswordHasher):
    """Argon2id at OWASP's m=19 MiB, t=2, p=1: about 25 ms, so a rush of sign-ins is survived."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
