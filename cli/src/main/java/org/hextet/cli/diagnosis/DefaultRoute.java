package org.hextet.cli.diagnosis;

import java.net.StandardProtocolFamily;
import java.util.Optional;

/**
 * Where packets go that have no better way.
 *
 * @param family of which family
 * @param gateway the next router, without zone; empty if the destinations are on the link itself
 * @param interfaceName by which interface
 * @param metric the least is taken
 */
record DefaultRoute(StandardProtocolFamily family, Optional<String> gateway, String interfaceName, long metric) {}
