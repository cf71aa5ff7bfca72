CATCHES = [
    "RUN «RUN» npm ci",
    "RUN «COPY» . /app",
    "RUN «ENV» A=1",
    "RUN BACKGROUND «RUN» npm start",
    "RUN «RUN» BACKGROUND npm start",
    "RUN «EXPOSE» WEBSITE localhost:80",
    "RUN «CMD» npm start",
    "RUN \\\n  «WORKDIR» /app",
]
PASSES = [
    "RUN npm ci",
    "RUN run x",
    "RUN ./RUN x",
    "RUN USER=me make",
    "RUN echo RUN npm ci",
    "RUN COPY",
    "RUN R CMD INSTALL x",
    "RUN MEMORY = 1",
    "RUN make COPY a b",
    "RUN <<EOF\nmake\nCOPY a b\nEOF",
]
FIXES = [
    ("RUN RUN npm ci\n", "RUN npm ci\n"),
    ("RUN COPY . /app\n", "COPY . /app\n"),
    ("RUN RUN BACKGROUND npm start\n", "RUN BACKGROUND npm start\n"),
    ("RUN BACKGROUND RUN npm start\n", "RUN BACKGROUND npm start\n"),
]
