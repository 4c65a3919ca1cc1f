// The operation in Go, with nothing but its standard library.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"
)

type world struct {
	Tokens struct {
		Secret           []byte
		Issuer, Audience string
	}
	ApplicationToken string
	Accounts         []struct{ UserID, Password string }
	Users, Clients   []struct{ ID string }
}

func main() {
	var nexus world
	if err := json.NewDecoder(os.Stdin).Decode(&nexus); err != nil {
		log.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/users/{userId}/password-reset", nexus.resetPassword)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("net/http is listening on http://%s\n", listener.Addr())
	log.Fatal(http.Serve(listener, mux))
}

func (nexus *world) resetPassword(w http.ResponseWriter, r *http.Request) {
	if !nexus.isAuthenticated(r) {
		w.Header().Add("WWW-Authenticate", `Bearer realm="nexus"`)
		w.Header().Add("WWW-Authenticate", `Basic realm="nexus", charset="UTF-8"`)
		refuse(w, http.StatusUnauthorized, "The credentials are missing or not valid.")
		return
	}
	clientID := r.URL.Query().Get("clientId")
	if !slices.ContainsFunc(nexus.Clients, func(client struct{ ID string }) bool { return client.ID == clientID }) {
		refuse(w, http.StatusBadRequest, "The clientId names no application.")
		return
	}
	userID := r.PathValue("userId")
	if !slices.ContainsFunc(nexus.Users, func(user struct{ ID string }) bool { return user.ID == userID }) {
		refuse(w, http.StatusNotFound, "There is no such user.")
		return
	}
	// Here the e-mail would be handed over.
	w.WriteHeader(http.StatusNoContent)
}

func (nexus *world) isAuthenticated(r *http.Request) bool {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") && nexus.isValidToken(token) {
		return same(r.Header.Get("ApplicationToken"), nexus.ApplicationToken)
	}
	userID, password, _ := r.BasicAuth()
	for _, account := range nexus.Accounts {
		if same(userID, account.UserID) && same(password, account.Password) {
			return true
		}
	}
	return false
}

// A JWS of HS256 (RFC 7515 §5.2) with the claims of our issuer. There is no JWT in the standard library.
func (nexus *world) isValidToken(token string) bool {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return false
	}
	var header struct{ Alg string }
	var claims struct {
		Iss, Aud string
		Exp      int64
	}
	signature, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil || decode(parts[0], &header) != nil || header.Alg != "HS256" {
		return false
	}
	mac := hmac.New(sha256.New, nexus.Tokens.Secret)
	mac.Write([]byte(parts[0] + "." + parts[1]))
	return hmac.Equal(signature, mac.Sum(nil)) && decode(parts[1], &claims) == nil &&
		claims.Iss == nexus.Tokens.Issuer && claims.Aud == nexus.Tokens.Audience && time.Now().Unix() < claims.Exp
}

func decode(part string, value any) error {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, value)
}

// Compares in constant time, whatever the lengths.
func same(given, secret string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// A problem object (RFC 9457 §3).
func refuse(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{"title": http.StatusText(status), "status": status, "detail": detail})
}
