package server

import (
	"cmp"
	"context"
	"crypto/tls"
	"log/slog"
	"sync"
	"time"

	"google.golang.org/grpc/credentials"
)

// TLS names the files that secure the ports. A certificate is renewed by new files in place of the old ones: they are
// looked at again while the server runs, and taken all together once two looks in a row have found the same and it is in
// order. So nothing half written is taken, and a key never meets the certificate of another.
type TLS struct {
	CertFile     string        // PEM: the server's certificate first, then those that lead to its CA
	KeyFile      string        // PEM: the key of that certificate, not encrypted
	ClientCAFile string        // PEM: a client needs a certificate of one of these CAs; empty: it needs none
	Reload       time.Duration // from one look to the next; 0: 10 s
}

// Certificates are what is in use of the files of a TLS. New connections meet the newest. A connection that stands is
// not checked again: it goes on as long as a Config or an http.Server lets it, also when its CA is no longer listed.
type Certificates struct {
	files TLS
	log   *slog.Logger
	seen  pems // by the last look; only the watcher touches it

	mu      sync.RWMutex
	inUse   *material
	failure error // of the last look

	stop context.CancelFunc
	done chan struct{}
}

// Load reads the files, which must be in order, and watches them until Close. An error names the file and says what is
// wrong with it; an expired certificate is refused like any other fault, for no client would accept it.
func (t TLS) Load(log *slog.Logger) (*Certificates, error) {
	t.Reload = cmp.Or(t.Reload, 10*time.Second)
	m, err := t.load(time.Now())
	if err != nil {
		return nil, err
	}
	c := &Certificates{files: t, log: log, seen: m.from, inUse: m, done: make(chan struct{})}
	m.tell(log)
	ctx, stop := context.WithCancel(context.Background())
	c.stop = stop
	go c.watch(ctx)
	return c, nil
}

// Close ends the watching. What is in use stays in use.
func (c *Certificates) Close() {
	c.stop()
	<-c.done
}

// GRPC is for a gRPC server. Its time limit for a handshake is Config.ConnectionTimeout.
func (c *Certificates) GRPC() credentials.TransportCredentials {
	return credentials.NewTLS(c.config("h2"))
}

// HTTP is for an http.Server that speaks HTTP/2 and HTTP/1.1 and listens by ServeTLS(listener, "", ""). The time limit
// for a handshake is the least of its ReadHeaderTimeout, ReadTimeout and WriteTimeout that is set; with none there is no
// limit.
func (c *Certificates) HTTP() *tls.Config {
	return c.config("h2", "http/1.1")
}

// NotAfter is the end of the validity of the server's certificate in use.
func (c *Certificates) NotAfter() time.Time { return c.current().cert.Leaf.NotAfter }

// Err tells why the files are not in use as they are now, or that the certificate in use has expired; nil: all is well.
func (c *Certificates) Err() error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.failure
}

func (c *Certificates) current() *material {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.inUse
}

// config asks for what is in use at each connection. TLS 1.2 is for microcontrollers.
//
// A session ticket would vouch for a client by a check against the CAs of an earlier day, so where clients are checked
// there are no tickets: every connection shows its certificate.
func (c *Certificates) config(protocols ...string) *tls.Config {
	base := &tls.Config{
		MinVersion:             tls.VersionTLS12,
		NextProtos:             protocols,
		SessionTicketsDisabled: c.files.ClientCAFile != "",
	}
	config := base.Clone()
	config.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		m := c.current()
		fresh := base.Clone()
		fresh.Certificates = []tls.Certificate{m.cert}
		if m.pool != nil {
			fresh.ClientAuth, fresh.ClientCAs = tls.RequireAndVerifyClientCert, m.pool
		}
		return fresh, nil
	}
	return config
}

// watch looks at the files until ctx ends.
func (c *Certificates) watch(ctx context.Context) {
	defer close(c.done)
	tick := time.NewTicker(c.files.Reload)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			c.look(time.Now())
		}
	}
}

// look takes what is new and in order. A fault is told once, not at each look.
func (c *Certificates) look(now time.Time) {
	found, err := c.files.read()
	m := c.current()
	if err == nil {
		settled := found == c.seen
		c.seen = found
		switch {
		case found == m.from:
			err = c.files.check(m, now)
		case !settled:
			return // somebody is writing; the next look tells
		default:
			if m, err = c.files.parse(found); err == nil {
				err = c.files.check(m, now)
			}
		}
	}
	before := c.Err()
	c.mu.Lock()
	renewed := err == nil && m != c.inUse
	if renewed {
		c.inUse = m
	}
	c.failure = err
	c.mu.Unlock()

	switch {
	case renewed:
		m.tell(c.log)
	case err == nil && before != nil:
		c.log.Info("certificate files are in order again")
	case err != nil && (before == nil || before.Error() != err.Error()):
		c.log.Error("certificate files are not in order; those read before stay in use", slog.Any("cause", err))
	}
}
