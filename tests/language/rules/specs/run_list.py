CATCHES = ['RUN «["npm", "ci"]»', 'RUN «["sh", "-c", "a b"]»']
PASSES = ["RUN npm ci", "RUN [ -f x ]", "RUN [[ -f x ]]", 'RUN ["a"', "RUN []", "RUN"]
FIXES = [
    ('RUN ["npm", "ci"]\n', "RUN npm ci\n"),
    ('RUN ["sh", "-c", "a b"]\n', "RUN sh -c 'a b'\n"),
]
