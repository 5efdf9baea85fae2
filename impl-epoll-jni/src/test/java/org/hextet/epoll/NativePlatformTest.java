package org.hextet.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class NativePlatformTest {

    @Test
    void another_operating_system_is_named() {
        var platform = NativePlatform.of("Mac OS X", "aarch64");

        assertEquals(Optional.of("needs Linux, this is Mac OS X"), platform.unsupported());
    }

    @Test
    void an_architecture_without_a_library_is_named_beside_those_that_have_one() {
        var platform = NativePlatform.of("Linux", "riscv64");

        assertEquals(
                Optional.of("has no native library for linux-riscv64, only for linux-x86_64 and linux-aarch64"),
                platform.unsupported());
    }

    @Test
    void the_jdk_s_name_of_an_architecture_becomes_the_compilers() {
        var platform = NativePlatform.of("Linux", "amd64");

        assertEquals(Optional.empty(), platform.unsupported());
        assertEquals("linux-x86_64", platform.folder());
    }

    @Test
    void aarch64_is_supported() {
        var platform = NativePlatform.of("Linux", "aarch64");

        assertEquals(Optional.empty(), platform.unsupported());
        assertEquals("linux-aarch64", platform.folder());
    }
}
