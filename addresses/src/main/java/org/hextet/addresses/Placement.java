package org.hextet.addresses;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A destination in its place, and why it stands there: what decided between it and the next one; for the last, between
 * it and the one before.
 *
 * @param destination where to
 * @param source where from; empty if the host has no source for it
 * @param rule the rule of RFC 6724, section 6, that decided: 1 to 9; 10 if none did, so that the order received was
 *     kept
 * @param reason the same as a clause: {@code rule 6: higher precedence (40 against 35)}
 */
public record Placement(InetAddress destination, Optional<SourceAddress> source, int rule, String reason) {}
