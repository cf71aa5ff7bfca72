CATCHES = [
    "RUN apt-get install curl && «rm -rf /var/lib/apt/lists/*»",
    "RUN «sudo apt-get clean»",
    "RUN pip install «--no-cache-dir» flask",
    "RUN «npm cache clean --force»",
]
PASSES = [
    "RUN rm -rf build",
    "RUN apt-get install curl",
    "RUN pip install flask",
    "RUN make clean",
    "RUN docker build --no-cache .",
    "RUN echo apt-get clean",
]
FIXES = [("RUN pip install --no-cache-dir flask\n", "RUN pip install flask\n")]
