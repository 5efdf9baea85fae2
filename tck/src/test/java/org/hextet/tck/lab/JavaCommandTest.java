package org.hextet.tck.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class JavaCommandTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a child does. */
    public static final class Child {

        private Child() {}

        /**
         * Prints where it is, or waits for ever.
         *
         * @param arguments one word
         * @throws InterruptedException never
         */
        public static void main(String[] arguments) throws InterruptedException {
            if (arguments[0].equals("hang")) {
                new CountDownLatch(1).await();
            }
            System.out.print(Locale.getDefault() + " " + System.getProperty("mine") + " " + System.getenv("OURS") + " "
                    + arguments[0]);
            System.err.print("a word");
            System.exit(3);
        }
    }

    private final JavaCommand child = JavaCommand.likeThisOne().withMain(Child.class);

    @Test
    void a_child_has_the_locale_properties_environment_and_arguments_that_it_was_given() throws Exception {
        Output output = child.withLocale(Locale.GERMANY)
                .withProperty("mine", "m")
                .withEnvironment("OURS", "o")
                .withArguments("a")
                .run(PATIENCE);

        assertEquals(new Output(3, "de_DE m o a", output.stderr()), output);
        assertEquals("a word", output.lastWord());
    }

    @Test
    void a_child_that_hangs_is_killed() {
        assertThrows(IOException.class, () -> child.withArguments("hang").run(Duration.ofMillis(1500)));
    }

    @Test
    void a_command_without_main_class_is_a_mistake() {
        assertThrows(
                IllegalStateException.class, () -> JavaCommand.likeThisOne().words());
    }
}
