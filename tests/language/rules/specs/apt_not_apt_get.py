CATCHES = ["RUN «apt» install curl", "RUN «apt» update && sudo «apt» -y upgrade"]
PASSES = ["RUN apt-get install curl", "RUN apt list --installed", "RUN echo apt install", "RUN ls /etc/apt"]
FIXES = [("RUN sudo apt install curl\n", "RUN sudo apt-get install curl\n")]
