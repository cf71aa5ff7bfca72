CATCHES = [
    '«CMD» ["npm", "start"]',
    "«cmd» npm start",
    "«ENTRYPOINT» x",
    "«ARG» A=b",
    "«ADD» a b",
    "«VOLUME» /x",
    "«HEALTHCHECK» CMD curl x",
    "«ONBUILD» RUN x",
    '«SHELL» ["sh"]',
    "«STOPSIGNAL» SIGTERM",
    "«MAINTAINER» x",
]
PASSES = [
    "EXPOSE WEBSITE\\\nlocalhost:80",
    "EXPOSE\\\n TCP\\\n80",
    "EXPOSE",
    "EXPOSE 80",
    "RUN CMD x",
    "# CMD x",
    "ENV CMD=x",
    "EXPOSE WEBSITE localhost:80",
]
FIXES = [
    ("ADD src dst/\n", "COPY src dst/\n"),
    ("MAINTAINER me\n", "# MAINTAINER me\n"),
    ("MAINTAINER me \\\n\nRUN a\n", "# MAINTAINER me \\\n\nRUN a\n"),
]
