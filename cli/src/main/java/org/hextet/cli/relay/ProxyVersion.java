package org.hextet.cli.relay;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.hextet.addresses.IpAddress;

/**
 * The forms of the header by which a proxy tells a server who called.
 *
 * @see <a href="https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt">The PROXY protocol</a>
 */
public enum ProxyVersion {
    /** A line of text. */
    V1 {
        @Override
        public ByteBuffer header(Call call) {
            boolean isInet4 = isInet4(call);
            String line = "PROXY " + (isInet4 ? "TCP4 " : "TCP6 ")
                    + text(call.source().getAddress(), isInet4) + " "
                    + text(call.destination().getAddress(), isInet4) + " "
                    + call.source().getPort() + " " + call.destination().getPort() + "\r\n";
            return ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        }

        private static String text(InetAddress address, boolean isInet4) {
            return IpAddress.of(bytes(address, isInet4)).toString();
        }
    },
    /** Binary. */
    V2 {
        @Override
        public ByteBuffer header(Call call) {
            boolean isInet4 = isInet4(call);
            byte[] source = bytes(call.source().getAddress(), isInet4);
            byte[] destination = bytes(call.destination().getAddress(), isInet4);
            int length = source.length + destination.length + 2 * Short.BYTES;
            return ByteBuffer.allocate(ProxyHeader.FIXED_BYTES + length)
                    .put(ProxyHeader.SIGNATURE)
                    .put((byte) (ProxyHeader.VERSION_2 | ProxyHeader.PROXY))
                    .put((byte) (isInet4 ? ProxyHeader.TCP_OVER_IPV4 : ProxyHeader.TCP_OVER_IPV6))
                    .putShort((short) length)
                    .put(source)
                    .put(destination)
                    .putShort((short) call.source().getPort())
                    .putShort((short) call.destination().getPort())
                    .flip();
        }
    };

    /**
     * Its name on the command line.
     *
     * @return lower case
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The version of a name.
     *
     * @param text as on the command line
     * @return the version
     * @throws IllegalArgumentException if there is none of that name
     */
    public static ProxyVersion of(String text) {
        for (ProxyVersion version : values()) {
            if (version.toString().equals(text)) {
                return version;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is no version of the PROXY protocol; there are v2, v1");
    }

    /**
     * The header that stands before all else.
     *
     * @param call what it tells; where only one end is IPv4, that one is told as IPv4-mapped. Zones have no place in it
     * @return ready to be written
     */
    public abstract ByteBuffer header(Call call);

    private static boolean isInet4(Call call) {
        return call.source().getAddress() instanceof Inet4Address
                && call.destination().getAddress() instanceof Inet4Address;
    }

    private static byte[] bytes(InetAddress address, boolean isInet4) {
        byte[] bytes = address.getAddress();
        if (isInet4 || bytes.length == 16) {
            return bytes;
        }
        return ByteBuffer.allocate(16)
                .position(10)
                .putShort((short) -1)
                .put(bytes)
                .array();
    }
}
