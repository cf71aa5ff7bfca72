CATCHES = ["RUN npm ci\nCACHE «~/.npm»", "RUN pip install x\nRUN y\nCACHE a «~/.cache/pip/»"]
PASSES = ["CACHE ~/.npm\nRUN npm ci", "RUN npm ci\nCACHE ~/.npm\nRUN npm install x", "CACHE ~/.npm"]
