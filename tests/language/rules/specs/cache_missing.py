CATCHES = ["RUN «npm ci»", "RUN cd x && «pip install -r r.txt»\nRUN pip install y"]
PASSES = ["CACHE ~/.npm\nRUN npm ci", "RUN npm test", "RUN echo npm ci", "RUN npm install\nCACHE ~/.npm"]
FIXES = [("RUN npm ci\n", "CACHE ~/.npm\nRUN npm ci\n")]
