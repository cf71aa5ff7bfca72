// Package wire is the protocol between host and agent: frames of one MessagePack map each.
//
// It mirrors runner/layer_runner/guest/wire.py; docs/wire.md says what each message means.
package wire

import "github.com/vmihailenco/msgpack/v5"

// Version of the protocol that this agent speaks.
const Version = 2

// Message is anything the host may send. Type says which of the fields count.
type Message struct {
	Type    string            `msgpack:"t"`
	Version int               `msgpack:"v"`
	Nonce   []byte            `msgpack:"nonce"`
	TimeNs  int64             `msgpack:"time_ns"`
	Seed    []byte            `msgpack:"seed"`
	Host    string            `msgpack:"host"`
	ID      int64             `msgpack:"id"`
	Fresh   bool              `msgpack:"fresh"`
	Mounts  []string          `msgpack:"mounts"`
	Entries Entries           `msgpack:"entries"`
	Paths   []string          `msgpack:"paths"`
	Stream  int64             `msgpack:"s"`
	Argv    []string          `msgpack:"argv"`
	Env     map[string]string `msgpack:"env"`
	Cwd     string            `msgpack:"cwd"`
	User    string            `msgpack:"user"`
	Signum  int               `msgpack:"signum"`
	TTY     *Window           `msgpack:"tty"`
	Sample  int64             `msgpack:"sample"` // milliseconds between two samples; 0 for none
	Data    []byte            `msgpack:"data"`
	Last    bool              `msgpack:"last"`
	Digest  string            `msgpack:"digest"`
	Error   string            `msgpack:"error"`
	Port    int               `msgpack:"port"`
	Bytes   int64             `msgpack:"bytes"`
}

// Window is the size of a terminal, in characters.
type Window struct {
	_msgpack struct{} `msgpack:",as_array"` //nolint:unused // read by msgpack through reflection

	Rows    uint16
	Columns uint16
}

// Entry is one path of the watched tree: "f" file, "d" directory or "l" symbolic link.
type Entry struct {
	_msgpack struct{} `msgpack:",as_array"` //nolint:unused // read by msgpack through reflection

	Path   string
	Kind   string
	Mode   uint32 // 0o644 or 0o755, 0 unless a file
	Size   int64  // bytes
	Digest string // git blob id, "" unless a file
	Target string // "" unless a link
}

// Entries is a piece of a tree.
type Entries []Entry

// DecodeMsgpack implements msgpack.CustomDecoder. It makes room for entries as they come: the library would believe the
// announced number and ask for all of the memory at once.
func (e *Entries) DecodeMsgpack(decoder *msgpack.Decoder) error {
	count, err := decoder.DecodeArrayLen()
	if err != nil {
		return err
	}
	*e = nil
	for ; count > 0; count-- {
		var entry Entry
		if err := decoder.Decode(&entry); err != nil {
			return err
		}
		*e = append(*e, entry)
	}
	return nil
}

// Ready answers hello.
type Ready struct {
	Type    string `msgpack:"t"`
	Version int    `msgpack:"v"`
	Nonce   []byte `msgpack:"nonce"`
	Agent   string `msgpack:"agent"`
	BootID  string `msgpack:"boot_id"`

	// What this agent can do that one of the same version may not.
	Features []string `msgpack:"features"`
}

// Features of this agent: commands can have a terminal, the host can connect to ports, and what the machine uses is
// sampled while a command runs.
var Features = []string{"tty", "dial", "sample"}

// Resumed answers resume: clock and random pool are set.
type Resumed struct {
	Type string `msgpack:"t"`
}

// TreeReady answers tree_commit; Changed counts entries that are new, gone or different.
type TreeReady struct {
	Type    string `msgpack:"t"`
	ID      int64  `msgpack:"id"`
	Changed int    `msgpack:"changed"`
}

// Failed answers a request that could not be done; Re names it: "resume", "tree", "exec" or "dial".
type Failed struct {
	Type   string `msgpack:"t"`
	Re     string `msgpack:"re"`
	Error  string `msgpack:"error"`
	Stream int64  `msgpack:"s"`
}

// Started says that a command runs.
type Started struct {
	Type   string `msgpack:"t"`
	Stream int64  `msgpack:"s"`
	Pid    int    `msgpack:"pid"`
}

// Output is what a command wrote to stdout and stderr.
type Output struct {
	Type   string `msgpack:"t"`
	Stream int64  `msgpack:"s"`
	Data   []byte `msgpack:"data"`
}

// Exited says how a command's main process ended: its status, or the signal that ended it.
type Exited struct {
	Type   string `msgpack:"t"`
	Stream int64  `msgpack:"s"`
	Code   int    `msgpack:"code"`
	Signal int    `msgpack:"signal"`
}

// Sample is what the machine used in the last Milliseconds, and the memory in use at their end.
type Sample struct {
	Type         string  `msgpack:"t"`
	Stream       int64   `msgpack:"s"`
	Milliseconds int64   `msgpack:"ms"`
	CPU          float64 `msgpack:"cpu"`    // share of all processors, 0 to 1
	Memory       uint64  `msgpack:"memory"` // bytes
	Total        uint64  `msgpack:"total"`  // bytes of memory there are
	Read         uint64  `msgpack:"read"`   // bytes, from disks
	Written      uint64  `msgpack:"written"`
}

// Observed is a piece of a step's observations: kind, path and value each.
type Observed struct {
	Type  string      `msgpack:"t"`
	Lost  bool        `msgpack:"lost"`
	Items [][3]string `msgpack:"items"`
	More  bool        `msgpack:"more"`
}

// Fetch asks the host for the contents of a watched file.
type Fetch struct {
	Type   string `msgpack:"t"`
	Stream int64  `msgpack:"s"`
	Path   string `msgpack:"path"`
	Digest string `msgpack:"digest"`
}

// Dialed answers dial: the stream leads to what listens at Address.
type Dialed struct {
	Type    string `msgpack:"t"`
	Stream  int64  `msgpack:"s"`
	Address string `msgpack:"address"`
}

// Data is a piece of what a dialed stream carries.
type Data struct {
	Type   string `msgpack:"t"`
	Stream int64  `msgpack:"s"`
	Data   []byte `msgpack:"data"`
}

// End says that no more data comes on a stream in this direction.
type End struct {
	Type   string `msgpack:"t"`
	Stream int64  `msgpack:"s"`
}

// Room says that the other side may send so many bytes more on a stream.
type Room struct {
	Type   string `msgpack:"t"`
	Stream int64  `msgpack:"s"`
	Bytes  int64  `msgpack:"bytes"`
}

// Reset says that a stream has failed, in both directions.
type Reset struct {
	Type   string `msgpack:"t"`
	Stream int64  `msgpack:"s"`
	Error  string `msgpack:"error"`
}

// Log is a line for whoever looks for a fault; it has no meaning for a step.
type Log struct {
	Type    string `msgpack:"t"`
	Level   string `msgpack:"level"`
	Message string `msgpack:"message"`
}
