using System.IO.Compression;

namespace Sim.Estate.Tests.RvTools;

/// <summary>Looks into and rewrites the parts of an xlsx package.</summary>
internal static class PackageSurgery
{
    public static byte[] Edit(byte[] package, string part, Func<string, string> edit)
    {
        using var memory = new MemoryStream();
        memory.Write(package);
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Update, leaveOpen: true))
        {
            var text = Text(zip.GetEntry(part)!);
            zip.GetEntry(part)!.Delete();
            using var writer = new StreamWriter(zip.CreateEntry(part).Open());
            writer.Write(edit(text));
        }

        return memory.ToArray();
    }

    public static List<(string Name, string Text)> Parts(byte[] package)
    {
        using var zip = new ZipArchive(new MemoryStream(package), ZipArchiveMode.Read);
        return [.. zip.Entries.Select(entry => (entry.FullName, Text(entry)))];
    }

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }
}
