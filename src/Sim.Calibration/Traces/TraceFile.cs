using System.Collections.Immutable;
using System.Text;

namespace Sim.Calibration.Traces;

/// <summary>A captured file, unpacked.</summary>
/// <param name="Path">As the user named it; a member of an archive follows the archive's name after a slash.</param>
/// <param name="Folder">The folder (or archive) that holds it; files of one name in different folders are repeats.</param>
/// <param name="Sha256">SHA-256 of the stored bytes (of the member's bytes inside an archive), lower-case hex.</param>
/// <param name="Content">The bytes after unpacking.</param>
public sealed record TraceFile(string Path, string Folder, string Sha256, ImmutableArray<byte> Content)
{
    /// <summary>The content as text; a byte order mark, as Windows editors write it, is no part of that.</summary>
    public string Text => Encoding.UTF8.GetString(Content.AsSpan()).TrimStart('\uFEFF');

    /// <summary>The file name without folders and without <c>.gz</c>.</summary>
    public string Name
    {
        get
        {
            var name = System.IO.Path.GetFileName(Path);
            return name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        }
    }
}
