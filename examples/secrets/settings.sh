# Sourced before each RUN: variables and functions of all steps.
CHANNEL=stable
sign() { openssl dgst -sha256 -hmac "$SIGNING_KEY"; }
