CATCHES = [
    "FROM «node:18»",
    "FROM «ghcr.io/a/b:1»",
    "FROM «docker.io/library/node:1»",
    "FROM «ubuntu:22.04»",
    "FROM «python:3.12-slim» AS x",
]
PASSES = [
    "FROM vm/debian:12",
    "FROM ../base",
    "FROM org/name:tag",
    "FROM webapp.io/docker:20.10",
    "FROM node",
    "FROM github/a/b/Layerfile@c",
]
FIXES = [
    ("FROM ubuntu:22.04\nRUN a\n", "FROM vm/ubuntu:22.04\nRUN a\n"),
    ("FROM debian:bookworm\n", "FROM vm/debian:12\n"),
]
