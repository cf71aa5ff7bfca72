// Command site is what tests expose: websites with and without TLS, a WebSocket that echoes, a port that speaks no HTTP.
// It is built on the host and copied into a machine, whose image has no web server.
package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"
)

func main() {
	name := flag.String("name", "site", "what it calls itself")
	plain := flag.String("http", "", "address to serve at")
	secure := flag.String("https", "", "address to serve at with a certificate of its own")
	echo := flag.String("tcp", "", "address at which bytes come back")
	after := flag.Duration("after", 0, "time to start")
	file := flag.String("file", "", "a file that is read before anything is served")
	flag.Parse()
	time.Sleep(*after)
	if *file != "" {
		text, err := os.ReadFile(*file)
		if err != nil {
			log.Fatal(err)
		}
		*name += " " + string(text)
	}
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { describe(w, r, *name) })
	http.HandleFunc("/ws", webSocket)
	http.HandleFunc("/bytes", download)
	http.HandleFunc("/sum", upload)
	http.HandleFunc("/events", events)
	if *echo != "" {
		go serveEcho(*echo)
	}
	if *secure != "" {
		go serveSecure(*secure)
	}
	if *plain != "" {
		log.Fatal(http.ListenAndServe(*plain, nil))
	}
	select {}
}

func describe(w http.ResponseWriter, r *http.Request, name string) {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	fmt.Fprintf(w, "%s %s %s host=%s forwarded=%s\n", name, scheme, r.RequestURI, r.Host, r.Header.Get("X-Forwarded-Host"))
}

// download sends as many bytes as ?n= says.
func download(w http.ResponseWriter, r *http.Request) {
	left, _ := strconv.Atoi(r.URL.Query().Get("n"))
	w.Header().Set("Content-Length", strconv.Itoa(left))
	block := make([]byte, 1<<16)
	for left > 0 {
		if left < len(block) {
			block = block[:left]
		}
		n, err := w.Write(block)
		if err != nil {
			return
		}
		left -= n
	}
}

// upload answers with how many bytes came, and their digest.
func upload(w http.ResponseWriter, r *http.Request) {
	digest := sha256.New()
	n, err := io.Copy(digest, r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	fmt.Fprintf(w, "%d %s\n", n, hex.EncodeToString(digest.Sum(nil)))
}

// events sends one event, and the next when the visitor has had time to see that it came alone.
func events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	for number := 1; number <= 2; number++ {
		fmt.Fprintf(w, "data: %d\n\n", number)
		w.(http.Flusher).Flush()
		select {
		case <-r.Context().Done():
			return
		case <-time.After(300 * time.Millisecond):
		}
	}
}

// webSocket echoes unfragmented frames of at most 125 bytes (RFC 6455, 5.2).
func webSocket(w http.ResponseWriter, r *http.Request) {
	sum := sha1.Sum([]byte(r.Header.Get("Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	connection, stream, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer connection.Close()
	fmt.Fprintf(stream, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Accept: %s\r\n\r\n", base64.StdEncoding.EncodeToString(sum[:]))
	for echoFrame(stream) == nil {
	}
}

func echoFrame(stream *bufio.ReadWriter) error {
	if err := stream.Flush(); err != nil {
		return err
	}
	head := make([]byte, 6)
	if _, err := io.ReadFull(stream, head); err != nil {
		return err
	}
	payload := make([]byte, head[1]&0x7f)
	if _, err := io.ReadFull(stream, payload); err != nil {
		return err
	}
	for index := range payload {
		payload[index] ^= head[2+index%4]
	}
	_, err := stream.Write(append([]byte{head[0], byte(len(payload))}, payload...))
	if head[0]&0x0f == 8 {
		_ = stream.Flush()
		return io.EOF
	}
	return err
}

func serveEcho(address string) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			defer connection.Close()
			_, _ = io.Copy(connection, connection)
		}()
	}
}

func serveSecure(address string) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(24 * time.Hour)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Addr: address, TLSConfig: &tls.Config{
		Certificates: []tls.Certificate{{Certificate: [][]byte{certificate}, PrivateKey: key}},
	}}
	log.Fatal(server.ListenAndServeTLS("", ""))
}
