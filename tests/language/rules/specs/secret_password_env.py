CATCHES = [
    "ENV PAYMENT_TOKEN=«f81d4fae7dec11d0a76500a0c91e6bf6»",
    "ENV A=b DB_PASSWORD=«'vK8#qzT2!mWx7LpR'»",
    "ENV api_key «0a1b2c3d4e5f6g7h8i9j»",
]
PASSES = [
    "ENV DB_PASSWORD=password",
    "ENV DB_PASSWORD=postgres",
    "ENV PAYMENT_TOKEN=$PAYMENT_TOKEN",
    "ENV PAYMENT_TOKEN=test-0a1b2c3d4e5f6g7h8i9j",
    "ENV TOKEN_URL=https://0a1b2c3d4e5f6g7h8i9j",
    "ENV COMMIT=f81d4fae7dec11d0a76500a0c91e6bf6",
    "ENV PRIVATE_KEY=/etc/keys/a1/b2/c3/d4.pem",
    "ENV SECRET=ghp_" + "0123456789abcdefghijABCDEFGHIJ012345",
    "ENV A_TOKEN",
    "SECRET ENV PAYMENT_TOKEN",
]
