package org.hextet.tck.checks;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.FlowLabel.Sharing;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.NetworkFailure;

/** Another process that wants a flow label: it connects with it once, and says how that went. */
final class LabelledMain {

    private LabelledMain() {}

    /**
     * Says {@code leased LABEL}, or {@code failed KIND MESSAGE}.
     *
     * @param arguments the transport, an address and a port to connect to, the label, the sharing mode
     * @throws IOException if the transport cannot be opened
     * @throws InterruptedException never
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        InetSocketAddress remote =
                new InetSocketAddress(AddressText.parse(arguments[1]).toInetAddress(), Integer.parseInt(arguments[2]));
        FlowLabelRequest request =
                FlowLabelRequest.of(Integer.parseInt(arguments[3])).withSharing(Sharing.valueOf(arguments[4]));
        try (Reactor reactor = ChildTransport.open(arguments)) {
            try {
                Connection connection = reactor.connectTcp(
                                remote, StreamOptions.DEFAULT.withFlowLabel(request), () -> (from, lent) -> {})
                        .await();
                System.out.println(
                        "leased " + connection.flowLabel().orElseThrow().value());
            } catch (IOException failure) {
                String kind =
                        failure instanceof NetworkFailure typed ? typed.kind().text() : "untyped";
                System.out.println("failed " + kind + " " + failure.getMessage());
            }
        }
        System.exit(0);
    }
}
