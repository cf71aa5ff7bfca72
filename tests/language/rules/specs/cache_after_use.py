CATCHES = [
    "RUN npm ci\nCACHE «~/.npm»",
    "RUN pip install x\nRUN y\nCACHE a «~/.cache/pip/»",
    "RUN sudo pip3 install x\nCACHE «/root/.cache»",
]
PASSES = [
    "CACHE ~/.npm\nRUN npm ci",
    "RUN npm ci\nCACHE ~/.npm\nRUN npm install x",
    "CACHE ~/.npm",
    "RUN npm test\nCACHE ~/.npm",
    "RUN npm ci\nCACHE ~/.cache/pip",
    "RUN npm ci\nRUN pip install x\nCACHE ~\nRUN pip install y",
]
