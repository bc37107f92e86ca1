using System.Collections.Immutable;

namespace Sim.Models.Parameters;

/// <summary>A record of parameters that a file may start from by name, with a key <c>preset</c>; values beside it hold over the preset's.</summary>
public interface IHasPresets
{
    /// <summary>What can be named, in the order in which it is listed.</summary>
    static abstract ImmutableArray<NamedPreset> Presets { get; }

    /// <summary>The name that the record was made from; empty for none.</summary>
    string Preset { get; }
}
