CATCHES = [
    "RUN «source venv/bin/activate»",
    "RUN «. venv/bin/activate»",
    "RUN «. ~/.nvm/nvm.sh»",
    "RUN «source ~/.bashrc»",
    "RUN «source $HOME/.cargo/env»",
    "RUN «. ./.env»",
    "RUN «. /etc/profile»",
]
PASSES = [
    "RUN . venv/bin/activate && pytest",
    "RUN source ~/.bashrc; npm ci",
    "RUN . ./deploy.sh",
    "RUN source install.sh",
    "RUN ./activate",
    "RUN ../x",
    "RUN .",
    "RUN echo source .env",
    "SETUP FILE /root/.profile",
    "RUN . ./.env > log",
    "RUN set -a && . ./.env && make",
]
FIXES = [
    ("RUN source venv/bin/activate\n", "SETUP FILE venv/bin/activate\n"),
    ("RUN . /etc/profile\n", "SETUP FILE /etc/profile\n"),
]
