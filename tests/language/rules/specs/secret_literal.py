_GITHUB = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"
_AWS = "AKIA" + "ABCDEFGHIJKLMNOP"
CATCHES = [
    f"ENV T=«{_GITHUB}»",
    f"RUN aws configure set x «{_AWS}»",
    "RUN curl -H «glpat-" + "abcdefghij0123456789» x",
    "RUN echo '«-----BEGIN RSA PRIVATE KEY-----»' > k",
]
PASSES = [
    "ENV T=$GITHUB_TOKEN",
    "RUN echo ghp_short",
    "ENV A=AKIA",
    f"# {_GITHUB}",
    "RUN grep -- '-----BEGIN CERTIFICATE-----' x",
]
