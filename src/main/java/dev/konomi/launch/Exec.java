package dev.konomi.launch;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/** The system call that gives this process another program to run; its number, terminal and parent stay. */
final class Exec {
    private Exec() {}

    /** Sets a variable of the environment of the program that follows, unless somebody has set it. */
    static void environment(String name, String value) {
        try (Memory key = text(name);
                Memory content = text(value)) {
            Function.getFunction("c", "setenv").invokeInt(new Object[] {key, content, 0});
        }
    }

    /**
     * Returns only when it failed.
     *
     * @param words one char for each byte
     */
    static void replaceThisProcess(String executable, String[] words) {
        Memory[] texts = new Memory[words.length];
        try (Memory file = text(executable);
                Memory list = new Memory((words.length + 1L) * Native.POINTER_SIZE)) {
            for (int i = 0; i < words.length; i++) {
                texts[i] = text(words[i]);
                list.setPointer((long) i * Native.POINTER_SIZE, texts[i]);
            }
            list.setPointer((long) words.length * Native.POINTER_SIZE, Pointer.NULL);
            Function.getFunction("c", "execv").invokeInt(new Object[] {file, list});
            throw new IllegalStateException("execv of " + executable + " failed with " + Native.getLastError());
        }
    }

    private static Memory text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        Memory memory = new Memory(bytes.length + 1L);
        memory.write(0, bytes, 0, bytes.length);
        memory.setByte(bytes.length, (byte) 0);
        return memory;
    }
}
