using Sim.Experiments.Manifests;

namespace Sim.Experiments.Tests.Manifests;

public sealed class InputFileTests
{
    [Fact]
    public void A_file_is_known_by_its_name_its_bytes_and_their_number()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "abc");

            // FIPS 180-2, appendix B.1: SHA-256 of "abc". The directory is the user's own business.
            Assert.Equal(new InputFile(Path.GetFileName(path), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3), InputFile.Of(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
