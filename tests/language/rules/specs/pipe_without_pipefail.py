CATCHES = ["RUN «./run-tests» | tee log", "RUN cd x && «curl -f x» | bash"]
PASSES = [
    "RUN set -o pipefail; ./run-tests | tee log",
    "RUN set -euo pipefail && a | b",
    "RUN echo $X | docker login --password-stdin",
    "RUN yes | apt-get install x",
    "RUN a || b",
    "RUN echo 'a | b'",
    "RUN x=$(a | b)",
]
