package org.hextet.tck.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

class ClientHelloTest {

    /** What the JDK says. */
    private static byte[] hello(String... serverNames) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(Arrays.stream(serverNames)
                .<javax.net.ssl.SNIServerName>map(SNIHostName::new)
                .toList());
        engine.setSSLParameters(parameters);
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), record);
        return Arrays.copyOf(record.array(), record.position());
    }

    @Test
    void the_server_name_is_read() throws Exception {
        assertEquals(Optional.of(new ClientHello(List.of("a.example"))), ClientHello.of(hello("a.example")));
        assertEquals(Optional.of(new ClientHello(List.of())), ClientHello.of(hello()));
    }

    @Test
    void one_that_is_not_whole_is_none_yet() throws Exception {
        byte[] whole = hello("a.example");

        for (int length = 0; length < whole.length; length++) {
            assertEquals(Optional.empty(), ClientHello.of(Arrays.copyOf(whole, length)), length + " bytes");
        }
    }

    @Test
    void something_else_is_refused() {
        byte[] http = "GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII);

        assertThrows(IllegalArgumentException.class, () -> ClientHello.of(http));
    }
}
