package org.hextet.adapters.jndi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Hashtable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import javax.naming.Context;
import javax.naming.directory.InitialDirContext;
import org.hextet.adapters.RacingSocketFactory;
import org.hextet.adapters.TwoFamilies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JDK's LDAP, which takes the name of a socket factory. */
@Timeout(60)
@SuppressWarnings("JdkObsolete") // JNDI takes no other table
class LdapTest {

    /** A bind response: message 1, success (RFC 4511, 4.2.2). */
    private static final byte[] SUCCESS = {0x30, 12, 2, 1, 1, 0x61, 7, 0x0a, 1, 0, 4, 0, 4, 0};

    @Test
    void a_dead_family_costs_an_attempt_delay() throws Exception {
        try (TwoFamilies both = TwoFamilies.open()) {
            FutureTask<Integer> served = new FutureTask<>(() -> serve(both));
            Thread thread = new Thread(served, "server");
            thread.setDaemon(true);
            thread.start();
            Hashtable<String, String> environment = new Hashtable<>();
            environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
            environment.put(Context.PROVIDER_URL, "ldap://both.test:" + both.port());
            environment.put("java.naming.ldap.factory.socket", RacingSocketFactory.class.getName());
            environment.put(Context.SECURITY_AUTHENTICATION, "simple");
            environment.put(Context.SECURITY_PRINCIPAL, "cn=somebody");
            environment.put(Context.SECURITY_CREDENTIALS, "secret");

            new InitialDirContext(environment).close();

            assertEquals(0x30, served.get(30, TimeUnit.SECONDS));
        }
    }

    /** Answers the bind, and reads to the end. The first byte that came. */
    private static int serve(TwoFamilies both) throws IOException {
        try (Socket accepted = both.alive().accept()) {
            InputStream in = accepted.getInputStream();
            int first = in.read();
            in.readNBytes(in.read());
            accepted.getOutputStream().write(SUCCESS);
            in.readAllBytes();
            return first;
        }
    }
}
