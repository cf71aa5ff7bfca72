CATCHES = [
    "RUN «npm ci»",
    "RUN cd x && «pip install -r r.txt»\nRUN pip install y",
    "RUN «sudo apt-get install -y git»",
    "RUN «yarn»",
    "CACHE ~/.npm\nRUN «go build ./...»",
]
PASSES = [
    "CACHE ~/.npm\nRUN npm ci",
    "CACHE ~\nRUN npm ci",
    "CACHE /root/.cache\nRUN pip install x",
    "RUN npm test",
    "RUN echo npm ci",
    "RUN yarn --version",
    "RUN yarn build",
    "RUN npm install\nCACHE ~/.npm",
]
FIXES = [("RUN npm ci\n", "CACHE ~/.npm\nRUN npm ci\n")]
