CATCHES = ["FROM «vm/debian»", "FROM «vm/»", "FROM «vm/Debian:12»", "FROM «vm/debian:»", "FROM «vm/a/b:c»"]
PASSES = ["FROM vm/debian:12", "FROM vm/ubuntu:18.04", "FROM vm/rails:2.7.1", "FROM node:1", "FROM ../vm/x"]
