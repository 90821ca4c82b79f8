package server

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"time"
)

// pems is what the files of a TLS hold at one time.
type pems struct{ cert, key, clientCA string }

// material is the meaning of pems: a certificate with its key, and the CAs of clients.
type material struct {
	from      pems
	cert      tls.Certificate
	clientCAs []*x509.Certificate // none: clients need no certificate
	pool      *x509.CertPool      // of clientCAs; nil without them
}

func (t TLS) load(now time.Time) (*material, error) {
	switch {
	case t.CertFile == "":
		return nil, errors.New("certificate file: is missing; name one")
	case t.KeyFile == "":
		return nil, errors.New("key file: is missing; name one")
	}
	from, err := t.read()
	if err != nil {
		return nil, err
	}
	m, err := t.parse(from)
	if err != nil {
		return nil, err
	}
	return m, t.check(m, now)
}

func (t TLS) read() (pems, error) {
	var p pems
	for _, file := range []struct {
		kind, path string
		into       *string
	}{
		{"certificate file", t.CertFile, &p.cert},
		{"key file", t.KeyFile, &p.key},
		{"client CA file", t.ClientCAFile, &p.clientCA},
	} {
		if file.path == "" {
			continue
		}
		text, err := os.ReadFile(file.path)
		if err != nil {
			return pems{}, fmt.Errorf("%s: %w", file.kind, err)
		}
		*file.into = string(text)
	}
	return p, nil
}

// parse never puts what a key file holds into an error.
func (t TLS) parse(from pems) (*material, error) {
	m := &material{from: from}
	if _, err := certificatesIn(from.cert); err != nil {
		return nil, fmt.Errorf("certificate file %s: %w", t.CertFile, err)
	}
	var err error
	if m.cert, err = tls.X509KeyPair([]byte(from.cert), []byte(from.key)); err != nil {
		return nil, fmt.Errorf("key file %s, for certificate file %s: %w", t.KeyFile, t.CertFile, err)
	}
	if t.ClientCAFile == "" {
		return m, nil
	}
	if m.clientCAs, err = certificatesIn(from.clientCA); err != nil {
		return nil, fmt.Errorf("client CA file %s: %w", t.ClientCAFile, err)
	}
	m.pool = x509.NewCertPool()
	for k, ca := range m.clientCAs {
		if !ca.IsCA {
			return nil, fmt.Errorf("client CA file %s: certificate %d, of %q, is not of a CA; list CAs only",
				t.ClientCAFile, k+1, ca.Subject)
		}
		m.pool.AddCert(ca)
	}
	return m, nil
}

// certificatesIn reads a file of certificates, which may hold keys too. The standard library skips a block that is cut
// short or damaged; here a file is refused with it, for a chain or a list of CAs with a gap is not what was meant.
func certificatesIn(text string) ([]*x509.Certificate, error) {
	var list []*x509.Certificate
	blocks := 0
	for rest := []byte(text); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		blocks++
		switch {
		case block.Type == "CERTIFICATE":
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, fmt.Errorf("PEM block %d is not a certificate: %w", blocks, err)
			}
			list = append(list, c)
		case !strings.HasSuffix(block.Type, " KEY") && !strings.HasSuffix(block.Type, " PARAMETERS"):
			return nil, fmt.Errorf("PEM block %d is %q; use CERTIFICATE", blocks, block.Type)
		}
	}
	if begun := strings.Count(text, "-----BEGIN "); begun > blocks {
		return nil, fmt.Errorf("has %d PEM blocks, of which %d can be read; the rest is cut short or damaged", begun, blocks)
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("holds no certificate in PEM, in %d bytes", len(text))
	}
	return list, nil
}

// check holds the validity against the clock. Of several CAs of clients one may have expired: it awaits its removal.
func (t TLS) check(m *material, now time.Time) error {
	if err := checkTime(m.cert.Leaf, now); err != nil {
		return fmt.Errorf("certificate file %s: %w", t.CertFile, err)
	}
	var err error
	for _, ca := range m.clientCAs {
		if err = checkTime(ca, now); err == nil {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("client CA file %s: no CA is valid now; the last one %w", t.ClientCAFile, err)
	}
	return nil
}

func checkTime(c *x509.Certificate, now time.Time) error {
	switch {
	case now.After(c.NotAfter):
		return fmt.Errorf("expired on %s; renew it", c.NotAfter.UTC().Format(time.RFC3339))
	case now.Before(c.NotBefore):
		return fmt.Errorf("is not valid before %s; it is %s now",
			c.NotBefore.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339))
	}
	return nil
}

// tell writes to the log what came into use.
func (m *material) tell(log *slog.Logger) {
	leaf := m.cert.Leaf
	log.Info("certificate in use", slog.String("subject", leaf.Subject.String()),
		slog.String("serial", leaf.SerialNumber.Text(16)), slog.Time("not_after", leaf.NotAfter),
		slog.Int("client_cas", len(m.clientCAs)))
	if len(leaf.DNSNames)+len(leaf.IPAddresses)+len(leaf.URIs) == 0 {
		log.Warn("certificate names nobody: without a subjectAltName most clients refuse it")
	}
}
