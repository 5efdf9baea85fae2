package org.hextet.tls.stream;

import javax.net.ssl.SSLEngine;
import org.hextet.api.Connection;

/** What reads and writes the records of one connection. */
final class Records {

    final LoopBuffers buffers;
    final RecordInput input;
    final RecordOutput output;
    final TlsFailures failures;

    Records(LoopBuffers buffers, Connection below, SSLEngine engine, TlsFailures failures) {
        this.buffers = buffers;
        this.input = new RecordInput(buffers.records);
        this.output = new RecordOutput(engine, below, buffers);
        this.failures = failures;
    }
}
