package main

import (
	"fmt"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// String is the service as messages name it.
func (e *endpoint) String() string {
	if e.addr == "" {
		return "the service"
	}
	return "the service at " + e.addr
}

// explain says of a call that failed for no fault of its request what is wrong, and what to change.
func (e *endpoint) explain(s *status.Status) error {
	switch s.Code() {
	case codes.Unavailable:
		return fmt.Errorf("%s (%s)", e.unreachable(s.Message()), s.Message())
	case codes.Unimplemented:
		return fmt.Errorf("%s is no mesogrid service, or an older one: check --addr (%s)", e, s.Message())
	case codes.Canceled:
		return errCancelled
	}
	switch text := s.Message(); {
	case e.scheme == "http" && text == "400 Bad Request": // Go's answer to plain text on a TLS port
		return fmt.Errorf("%s is no mesogrid service, or one that speaks TLS: write https://, or check --addr (%s)", e.addr, text)
	case e.scheme != "" && text == "415 Unsupported Media Type":
		return fmt.Errorf("%s speaks gRPC: write HOST:PORT alone, with --tls for https://, or check the port in --addr (%s)", e.addr, text)
	}
	return fmt.Errorf("%s failed: %s (%s)", e, s.Message(), s.Code())
}

// unreachable says why no connection came about, from what Go's network, TLS and HTTP say in words only: a status has no
// cause to look into.
func (e *endpoint) unreachable(cause string) string {
	says := func(texts ...string) bool {
		for _, text := range texts {
			if strings.Contains(cause, text) {
				return true
			}
		}
		return false
	}
	host := e.addr
	switch {
	case says("remote error: tls: protocol version"):
		return host + " has no version of TLS from 1.2 on"
	case says("remote error: tls: ") && e.cert != "":
		return fmt.Sprintf("%s does not take the certificate of --tls-cert %s: give one of an authority that it trusts, and for clients", host, shown(e.cert))
	case says("remote error: tls: "):
		return host + " wants a certificate of its client: give --tls-cert and --tls-key"
	case says("certificate signed by unknown authority", "certificate is not trusted") && e.ca != "":
		return fmt.Sprintf("the certificate of %s is of no authority in --tls-ca %s: give the file of the one that signed it", host, shown(e.ca))
	case says("certificate signed by unknown authority", "certificate is not trusted"):
		return fmt.Sprintf("the certificate of %s is of no authority that this machine trusts: give the file of the one that signed it with --tls-ca", host)
	case says("legacy Common Name"):
		return fmt.Sprintf("the certificate of %s names nobody: a common name does not count; make one with a subjectAltName", host)
	case says("x509: certificate is valid for", "x509: certificate is not valid for any names", "doesn't contain any IP SANs"):
		return fmt.Sprintf("the certificate of %s is for another name: use a name that it has in --addr or as --tls-server-name", host)
	case says("certificate has expired or is not yet valid"):
		return fmt.Sprintf("the certificate of %s has expired or is not valid yet: have it renewed, or set this machine's clock", host)
	case says("server gave HTTP response to HTTPS client"):
		return host + " does not speak TLS: write http://, or check the port in --addr"
	case says("malformed HTTP response"):
		return host + " does not speak HTTP: write HOST:PORT alone for gRPC, or check the port in --addr"
	case says("first record does not look like a TLS handshake"):
		return host + " does not speak TLS: leave out --tls and the flags beside it, or check the port in --addr"
	case says("error reading from server"): // which had answered before
		return host + " ended the connection: check that mesogridd still runs there"
	case !says("server preface", "broken pipe", "reset by peer", "closed network connection", "EOF", "transport connection broken",
		"readLoopPeekFail", "conn could not be established"):
	case e.encrypted(): // the alert was lost with its connection
		return host + " ended the connection: it may want another certificate of its client (--tls-cert and --tls-key), or is no mesogrid service: check --addr"
	case e.scheme == "http":
		return host + " is no mesogrid service over HTTP: check --addr, or write HOST:PORT alone for gRPC"
	default: // what answers there does not speak HTTP/2
		return host + " is no mesogrid service, or one that speaks TLS: check --addr, or add --tls"
	}
	return fmt.Sprintf("%s does not answer: check --addr and that mesogridd runs there, or leave out --addr", e)
}
