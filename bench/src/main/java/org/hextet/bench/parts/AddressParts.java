package org.hextet.bench.parts;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.HostPort;
import org.hextet.addresses.IpAddress;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Address text to address and back, beside the JDK's own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class AddressParts {

    @Param({"192.0.2.1", "::1", "2001:db8::8a2e:370:7334", "2001:db8:85a3:1:2:8a2e:370:7334"})
    String text;

    private String withPort;
    private InetAddress address;

    /** For JMH. */
    public AddressParts() {}

    /** The address that is formatted, and the text with a port. */
    @Setup
    public void prepare() {
        address = AddressText.parse(text).toInetAddress();
        withPort = text.indexOf(':') < 0 ? text + ":443" : "[" + text + "]:443";
    }

    /**
     * Text to bytes, strictly.
     *
     * @return the address
     */
    @Benchmark
    public IpAddress parse() {
        return AddressText.parse(text);
    }

    /**
     * Text to the JDK's type.
     *
     * @return the address
     */
    @Benchmark
    public InetAddress parseToInetAddress() {
        return AddressText.parse(text).toInetAddress();
    }

    /**
     * The peer: the JDK, which takes names and shorthand too.
     *
     * @return the address
     * @throws UnknownHostException never: it is a literal
     */
    @Benchmark
    public InetAddress parseByJdk() throws UnknownHostException {
        return InetAddress.getByName(text);
    }

    /**
     * Text with a port.
     *
     * @return host and port
     */
    @Benchmark
    public HostPort parseHostPort() {
        return HostPort.parse(withPort);
    }

    /**
     * An address to its canonical text (RFC 5952).
     *
     * @return the text
     */
    @Benchmark
    public String format() {
        return AddressText.format(address);
    }

    /**
     * The peer: the JDK, whose text is not canonical.
     *
     * @return the text
     */
    @Benchmark
    public String formatByJdk() {
        return address.getHostAddress();
    }
}
