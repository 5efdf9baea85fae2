package org.hextet.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as the {@code openssl} command writes them. */
class PrivateKeysTest {

    private static final String PASSWORD = "a-word";

    @TempDir
    private static Path folder;

    @BeforeAll
    static void make_keys() throws Exception {
        OpenSsl.assume();
        OpenSsl.run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out " + file("rsa"));
        OpenSsl.run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:4096 -out " + file("large-rsa"));
        OpenSsl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out " + file("p256"));
        OpenSsl.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521 -out " + file("p521"));
        OpenSsl.run("genpkey -algorithm ED25519 -out " + file("ed25519"));
    }

    private static Path file(String name) {
        return folder.resolve(name + ".pem");
    }

    private static void assertSame(String expected, PrivateKey key) throws Exception {
        PrivateKey same = PrivateKeys.read(file(expected), null);
        if (same instanceof ECPrivateKey mine && key instanceof ECPrivateKey theirs) {
            // Not equal where only one of them has its curve twice.
            assertEquals(mine.getS(), theirs.getS());
            assertEquals(mine.getParams().getCurve(), theirs.getParams().getCurve());
        } else {
            assertEquals(same, key);
        }
    }

    private static String refusal(Path path, char[] password) {
        TlsFileException refused = assertThrows(TlsFileException.class, () -> PrivateKeys.read(path, password));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("private key " + path + ": "), message);
        assertEquals(1, message.lines().count());
        return message;
    }

    @ParameterizedTest
    @CsvSource({
        "rsa, -v2 aes256",
        "p256, -v2 aes256",
        "ed25519, -v2 aes256",
        "p521, -v2 aes128 -v2prf hmacWithSHA1",
        "rsa, -v2 aes256 -v2prf hmacWithSHA512",
        "p256, -v1 PBE-SHA1-3DES"
    })
    void an_encrypted_key_is_opened_by_its_password(String name, String scheme) throws Exception {
        Path encrypted = file(name + "-encrypted");
        OpenSsl.run(
                "pkcs8 -topk8 -in " + file(name) + " -out " + encrypted + " -passout pass:" + PASSWORD + " " + scheme);

        assertSame(name, PrivateKeys.read(encrypted, PASSWORD.toCharArray()));
        assertTrue(refusal(encrypted, "another".toCharArray()).contains("the password does not open it"));
        assertTrue(refusal(encrypted, new char[0]).contains("the password does not open it"));
    }

    @Test
    void an_encrypted_key_without_password_is_refused_with_what_to_do() throws Exception {
        Path encrypted = file("without");
        OpenSsl.run("genpkey -algorithm ED25519 -aes256 -pass pass:" + PASSWORD + " -out " + encrypted);

        TlsFileException refused = assertThrows(TlsFileException.class, () -> PrivateKeys.read(encrypted, null));

        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("encrypted; give its password"), message);
        assertTrue(message.contains("openssl pkey -in " + encrypted), message);
    }

    @Test
    void a_way_of_encrypting_that_is_not_known_is_refused_with_what_to_do() throws Exception {
        Path encrypted = file("scrypt");
        OpenSsl.run("pkcs8 -topk8 -scrypt -in " + file("p256") + " -out " + encrypted + " -passout pass:" + PASSWORD);

        String message = refusal(encrypted, PASSWORD.toCharArray());

        assertTrue(message.contains("encrypted in a way that this Java does not know"), message);
        assertTrue(message.contains("openssl pkcs8 -topk8 -v2 aes256"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "large-rsa"})
    void an_older_rsa_key_is_read(String name) throws Exception {
        Path older = file(name + "-older");
        OpenSsl.run("rsa -traditional -in " + file(name) + " -out " + older);

        assertTrue(Files.readString(older).contains("BEGIN RSA PRIVATE KEY"));
        assertSame(name, PrivateKeys.read(older, null));
    }

    @ParameterizedTest
    @CsvSource({"p256, ''", "p256, ' -no_public'", "p521, ''"})
    void an_older_ec_key_is_read(String name, String more) throws Exception {
        Path older = file(name + "-older");
        OpenSsl.run("ec -in " + file(name) + " -out " + older + more);

        assertTrue(Files.readString(older).contains("BEGIN EC PRIVATE KEY"));
        assertSame(name, PrivateKeys.read(older, null));
    }

    @Test
    void an_older_ec_key_may_have_its_parameters_before_it() throws Exception {
        Path both = file("both");
        OpenSsl.run("ecparam -name prime256v1 -genkey -out " + both);
        Path same = file("same");
        OpenSsl.run("pkcs8 -topk8 -nocrypt -in " + both + " -out " + same);

        assertTrue(Files.readString(both).contains("BEGIN EC PARAMETERS"));
        assertSame("same", PrivateKeys.read(both, null));
    }

    @ParameterizedTest
    @CsvSource({"rsa, rsa -traditional", "p256, ec"})
    void an_older_key_that_is_encrypted_is_refused_with_the_command_that_converts_it(String name, String command)
            throws Exception {
        Path older = file(name + "-older-encrypted");
        OpenSsl.run(command + " -aes256 -passout pass:" + PASSWORD + " -in " + file(name) + " -out " + older);

        String message = refusal(older, PASSWORD.toCharArray());

        assertTrue(message.contains("encrypted in the older format"), message);
        assertTrue(message.contains("openssl pkcs8 -topk8 -in " + older + " -out NEW"), message);
    }

    @Test
    void any_cut_of_an_older_ec_key_is_refused() throws Exception {
        Path older = file("cut-older");
        OpenSsl.run("ec -in " + file("p256") + " -out " + older);
        byte[] whole = PemFile.read(PrivateKeys.ROLE, older).blocks().get(0).content();
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            Path file = Files.writeString(file("cut"), TestCertificates.pem("EC PRIVATE KEY", cut));

            assertTrue(refusal(file, new char[0]).contains("line 1: not "));
        }
    }
}
