// The agent: the program inside the machine. It runs the steps' commands, serves the files that COPY placed, notes
// what is looked at, and renews clock and randomness after a restore.
package main

import (
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"layerfile/agent/initramfs"
	"layerfile/agent/process"
	"layerfile/agent/tree"
	"layerfile/agent/wire"
)

const version = "0.1.0"

// observedInFrame is how many observations one frame holds at most, by the bytes of their text.
const observedBytes = wire.MaxFrame / 2

func main() {
	if os.Getpid() == 1 {
		initramfs.Fail(initramfs.Run())
		return
	}
	port := flag.String("port", "", "virtio-serial device that leads to the host")
	listen := flag.String("listen", "", "Unix socket to listen on instead, for tests outside of a machine")
	state := flag.String("state", "/var/lib/layer", "folder for contents and for what steps write")
	mountpoint := flag.String("tree", "/run/layer/tree", "where the watched tree is mounted")
	noClock := flag.Bool("no-clock", false, "leave the clock alone, for tests outside of a machine")
	showVersion := flag.Bool("version", false, "print the version and exit")
	flag.Parse()
	if *showVersion {
		fmt.Println("layer-agent", version)
		return
	}
	if err := run(*port, *listen, *state, *mountpoint, !*noClock); err != nil {
		fmt.Fprintln(os.Stderr, "layer-agent:", err)
		os.Exit(1)
	}
}

func run(device, socket, state, mountpoint string, setClock bool) error {
	connection, err := open(device, socket)
	if err != nil {
		return err
	}
	port := wire.NewPort(connection)
	watched, err := tree.New(mountpoint, state, port)
	if err != nil {
		return err
	}
	agent := &agent{port: port, tree: watched, processes: process.NewTable(port), setClock: setClock}
	for {
		request, err := port.Receive()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := agent.handle(request); err != nil {
			return err
		}
	}
}

func open(device, socket string) (io.ReadWriter, error) {
	if socket == "" {
		return wire.OpenDevice(device)
	}
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return nil, err
	}
	defer listener.Close()
	return listener.Accept()
}

type agent struct {
	port      *wire.Port
	tree      *tree.Tree
	processes *process.Table
	setClock  bool
}

// handle does what one request asks; an error means that the host can no longer be spoken to.
func (a *agent) handle(r *wire.Request) error {
	switch r.Type {
	case "hello":
		return a.port.SendNow(wire.Message{
			"t": "ready", "v": wire.Version, "nonce": r.Nonce, "agent": version, "boot_id": bootID(),
		})
	case "resume":
		if err := renew(r, a.setClock); err != nil {
			return a.port.SendNow(wire.Message{"t": "failed", "re": "resume", "error": err.Error()})
		}
		if err := a.port.SendNow(wire.Message{"t": "resumed"}); err != nil {
			return err
		}
		a.port.Speak()
		a.tree.Resumed()
	case "quiesce":
		return a.quiesce()
	case "tree_begin":
		a.tree.Begin(r)
	case "tree_entries":
		a.tree.Add(r)
	case "tree_commit":
		// Not here: mounting may need contents that this loop has to receive.
		go a.commit(r)
	case "content", "fetch_failed":
		a.tree.Content(r)
	case "exec":
		a.processes.Start(r)
	case "signal":
		a.processes.Signal(r)
	default:
		go func() {
			_ = a.port.Send(wire.Message{"t": "log", "level": "warning", "message": "unknown request " + r.Type})
		}()
	}
	return nil
}

func (a *agent) commit(r *wire.Request) {
	changed, err := a.tree.Commit(r)
	if err != nil {
		_ = a.port.SendNow(wire.Message{"t": "failed", "re": "tree", "error": err.Error()})
		return
	}
	_ = a.port.SendNow(wire.Message{"t": "tree_ready", "id": r.ID, "changed": changed})
}

// quiesce ends a step. After its last frame nothing is written until the host says resume.
func (a *agent) quiesce() error {
	items, lost := a.tree.Boundary()
	if items == nil {
		items = []tree.Observation{}
	}
	a.port.Quiet()
	for start := 0; ; {
		end, size := start, 0
		for end < len(items) && size < observedBytes {
			size += len(items[end][0]) + len(items[end][1]) + len(items[end][2]) + 16
			end++
		}
		err := a.port.SendNow(wire.Message{
			"t": "observed", "lost": lost, "items": items[start:end], "more": end < len(items),
		})
		if err != nil || end == len(items) {
			return err
		}
		start = end
	}
}

func bootID() string {
	text, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return strings.TrimSpace(string(text))
}
