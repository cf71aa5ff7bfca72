"""An AWS line, which only the hosted service can run.

It signs in with the account that the service has for you. Anywhere else it is refused: `RUN aws ...` with the keys as
SECRET ENV does the same.

## Wrong

```layerfile
FROM vm/debian:12
AWS link --region=us-east-1
```

## Right

```layerfile
FROM vm/debian:12
SECRET ENV AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
RUN aws sts get-caller-identity
```
"""

from __future__ import annotations

from layerfile.directives import Aws
from layerfile.rules.rule import Finding, Findings, Rule

rule = Rule("LF742", "aws-not-run", "info", default=False)


@rule.each(Aws)
def check(aws: Aws) -> Findings:
    """A Layerfile can be run anywhere."""
    yield Finding("only the hosted service runs AWS: use RUN aws with SECRET ENV keys instead", aws.span)
