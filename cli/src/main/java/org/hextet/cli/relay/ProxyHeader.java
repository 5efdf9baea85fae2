package org.hextet.cli.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.IpAddress;

/**
 * Reads a PROXY header, version 1 or 2, however it is cut into pieces. What it keeps is bounded: a line of 107 bytes,
 * or the addresses; what follows them in version 2 (TLVs) is skipped unseen. Not thread-safe.
 *
 * @see <a href="https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt">The PROXY protocol</a>
 */
public final class ProxyHeader {

    static final byte[] SIGNATURE = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};

    /** Of version 2: signature, version and command, family, length. */
    static final int FIXED_BYTES = 16;

    static final int VERSION_2 = 0x20;
    static final int LOCAL = 0;
    static final int PROXY = 1;
    static final int UNSPECIFIED = 0x00;
    static final int TCP_OVER_IPV4 = 0x11;
    static final int TCP_OVER_IPV6 = 0x21;
    static final int STREAM_OF_UNIX = 0x31;

    private static final byte[] WORD = "PROXY ".getBytes(StandardCharsets.US_ASCII);

    /** The longest line of version 1, with its end. */
    private static final int LONGEST_LINE = 107;

    private static final int PORT_LIMIT = 1 << 16;

    private final byte[] kept = new byte[LONGEST_LINE];
    private int count;
    private int toSkip;
    private boolean isDone;
    private Optional<Call> call = Optional.empty();

    /** Nothing has come yet. */
    public ProxyHeader() {}

    /**
     * Reads on.
     *
     * @param data what came; its position is moved over what belongs to the header
     * @return whether the header is complete
     * @throws MalformedProxyHeaderException if it is none; says why
     */
    public boolean read(ByteBuffer data) throws MalformedProxyHeaderException {
        while (!isDone && data.hasRemaining()) {
            if (toSkip > 0) {
                int skipped = Math.min(toSkip, data.remaining());
                data.position(data.position() + skipped);
                toSkip -= skipped;
                isDone = toSkip == 0;
            } else {
                kept[count++] = data.get();
                look();
            }
        }
        return isDone;
    }

    /**
     * Whether nothing of it has come.
     *
     * @return false from the first byte on
     */
    public boolean isEmpty() {
        return count == 0;
    }

    /**
     * What it tells.
     *
     * @return once it is complete; empty: it tells nothing (LOCAL, UNKNOWN, another family), and the connection's own
     *     ends are the truth
     */
    public Optional<Call> call() {
        return call;
    }

    private void look() throws MalformedProxyHeaderException {
        boolean isVersion2 = kept[0] == SIGNATURE[0];
        byte[] expected = isVersion2 ? SIGNATURE : WORD;
        if (count <= expected.length) {
            if (kept[count - 1] != expected[count - 1]) {
                throw new MalformedProxyHeaderException(
                        "it begins with none (--accept-proxy needs one of each caller)");
            }
        } else if (isVersion2) {
            lookAtBinary();
        } else if (kept[count - 1] == '\n') {
            readLine(new String(kept, 0, count, StandardCharsets.ISO_8859_1));
        } else if (count == LONGEST_LINE) {
            throw new MalformedProxyHeaderException("its line is longer than " + LONGEST_LINE + " bytes");
        }
    }

    // ---- version 1

    private void readLine(String line) throws MalformedProxyHeaderException {
        if (!line.endsWith("\r\n")) {
            throw new MalformedProxyHeaderException("its line does not end in CR LF");
        }
        String[] words = line.substring(0, line.length() - 2).split(" ", -1);
        isDone = true;
        if (words[1].equals("UNKNOWN")) {
            return;
        }
        boolean isInet4 = words[1].equals("TCP4");
        if (words.length != 6 || (!isInet4 && !words[1].equals("TCP6"))) {
            throw new MalformedProxyHeaderException("not a line like \"PROXY TCP6 2001:db8::1 2001:db8::2 4000 443\"");
        }
        call = Optional.of(new Call(
                new InetSocketAddress(address(words[2], isInet4), port(words[4])),
                new InetSocketAddress(address(words[3], isInet4), port(words[5]))));
    }

    private static InetAddress address(String text, boolean isInet4) throws MalformedProxyHeaderException {
        try {
            IpAddress address = AddressText.parse(text);
            if (address.zone().isEmpty() && (address.bytes().length == 4) == isInet4) {
                return address.toInetAddress();
            }
        } catch (AddressSyntaxException wrong) {
            throw new MalformedProxyHeaderException(wrong.problem() + " in one of its addresses");
        }
        throw new MalformedProxyHeaderException("\"" + text + "\" is no address of " + (isInet4 ? "TCP4" : "TCP6"));
    }

    private static int port(String text) throws MalformedProxyHeaderException {
        if (text.matches("0|[1-9][0-9]{0,4}") && Integer.parseInt(text) < PORT_LIMIT) {
            return Integer.parseInt(text);
        }
        throw new MalformedProxyHeaderException("one of its ports is none");
    }

    // ---- version 2

    private void lookAtBinary() throws MalformedProxyHeaderException {
        if (count < FIXED_BYTES) {
            return;
        }
        ByteBuffer header = ByteBuffer.wrap(kept, 0, count).position(SIGNATURE.length);
        int versionAndCommand = header.get();
        int family = header.get();
        int length = Short.toUnsignedInt(header.getShort());
        int command = versionAndCommand & 0x0f;
        if ((versionAndCommand & 0xf0) != VERSION_2 || command > PROXY) {
            throw new MalformedProxyHeaderException(
                    String.format("version and command 0x%02x are unknown", versionAndCommand & 0xff));
        }
        int addresses = command == LOCAL ? 0 : addressBytes(family, length);
        if (count < FIXED_BYTES + addresses) {
            return;
        }
        if (addresses > 0) {
            call = Optional.of(readAddresses(header, (addresses - 2 * Short.BYTES) / 2));
        }
        toSkip = length - addresses;
        isDone = toSkip == 0;
    }

    private static int addressBytes(int family, int length) throws MalformedProxyHeaderException {
        int needed = switch (family) {
            case TCP_OVER_IPV4 -> 2 * (4 + Short.BYTES);
            case TCP_OVER_IPV6 -> 2 * (16 + Short.BYTES);
            case UNSPECIFIED, STREAM_OF_UNIX -> 0;
            default ->
                throw new MalformedProxyHeaderException(
                        String.format("family and protocol 0x%02x are none of a stream", family & 0xff));
        };
        if (length < needed) {
            throw new MalformedProxyHeaderException(length + " bytes of addresses; need " + needed);
        }
        return needed;
    }

    private static Call readAddresses(ByteBuffer header, int bytes) {
        InetAddress source = address(header, bytes);
        InetAddress destination = address(header, bytes);
        return new Call(
                new InetSocketAddress(source, Short.toUnsignedInt(header.getShort())),
                new InetSocketAddress(destination, Short.toUnsignedInt(header.getShort())));
    }

    private static InetAddress address(ByteBuffer header, int bytes) {
        byte[] address = new byte[bytes];
        header.get(address);
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }
}
