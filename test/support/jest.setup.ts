// Order matters: jwks-rsa requires jose, and a require() that meets jose half-loaded fails in a cycle.
import 'reflect-metadata';
import 'jose';
