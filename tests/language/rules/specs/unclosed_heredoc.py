CATCHES = ["RUN cat «<<EOF»", "RUN cat «<<'E F'» > x\nE", "RUN «<<-A»\n A"]
PASSES = ["RUN cat <<EOF\nx\nEOF", "RUN cat <<< x", "RUN echo '<<EOF'", "RUN echo $((1<<A))", "RUN <<-A\n\tx\n\tA"]
