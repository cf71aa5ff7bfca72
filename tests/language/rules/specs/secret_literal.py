_GITHUB = "ghp_" + "0123456789abcdefghijABCDEFGHIJ012345"
_AWS = "AKIA" + "ABCDEFGHIJKLMNOP"
_BEGIN = "-----BEGIN RSA PRIVATE KEY-----"
CATCHES = [
    f"ENV T=«{_GITHUB}»",
    f"RUN aws configure set x «{_AWS}»",
    "RUN curl -H «glpat-" + "abcdefghij0123456789» x",
    f"RUN git clone https://me:«{_GITHUB}»@example.com/a b",
    f"CLONE https://«{_GITHUB}»@example.com/a b",
    f"RUN echo '«{_BEGIN}»\\nMIIEpAIBAAKCAQEA' > k",
    f"RUN cat > k <<EOF\n«{_BEGIN}»\nabcdefghijklmnop0123\nEOF",
    f'ENV K="«{_BEGIN}»MIIE..."',
    f"ARG T=«{_GITHUB}»",
    "ENV A=«npm_" + "0123456789abcdefghijABCDEFGHIJ012345» B=«xoxb-" + "0123456789-abcdefghij»",
]
PASSES = [
    "ENV T=$GITHUB_TOKEN",
    "RUN echo ghp_short",
    "ENV A=AKIA",
    f"# {_GITHUB}",
    f"ENV T={'AKIA' + 'IOSFODNN7EXAMPLE'}",
    f"ENV T=ghp_{'x' * 36}",
    f"ENV T=ghp_{'1234' * 9}",
    f"ENV T=x{_GITHUB}",
    f"ENV T={_AWS}Q",
    "RUN npm_config_loglevel=warn npm ci",
    "RUN grep -- '-----BEGIN CERTIFICATE-----' x",
    f"RUN grep -q -- '{_BEGIN}' x",
    f"RUN sed -n '/{_BEGIN}/,/END/p' x",
    f'RUN echo "{_BEGIN}\\n$KEY" > k',
    f"RUN cat > k <<EOF\n{_BEGIN}\n$KEY\nEOF",
    f"SECRET ENV A={_GITHUB}",
    f"BUTTON {_GITHUB}",
]
