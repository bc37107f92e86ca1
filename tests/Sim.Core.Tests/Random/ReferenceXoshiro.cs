using System.Numerics;

namespace Sim.Core.Tests.Random;

/// <summary>xoshiro256++ with its jump of 2^128 steps as its authors publish them (prng.di.unimi.it/xoshiro256plusplus.c, public domain), seeded as our streams are.</summary>
internal sealed class ReferenceXoshiro
{
    private static readonly ulong[] JumpConstants = [0x180ec6d33cfd0aba, 0xd5a61266f0c9392c, 0xa9582618e03fc9aa, 0x39abdc4529b1661c];
    private readonly ulong[] _s = new ulong[4];

    public ReferenceXoshiro(ulong seed, int replication, string name)
    {
        var state = 14695981039346656037UL;
        foreach (var c in name) state = (state ^ c) * 1099511628211UL;
        state = Mix(state ^ Mix(seed)) + Mix((ulong)replication + 0x632be59bd9b4e019UL);
        for (var i = 0; i < 4; i++) _s[i] = Mix(state += 0x9e3779b97f4a7c15UL);
    }

    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_s[0] + _s[3], 23) + _s[0];
        var t = _s[1] << 17;
        _s[2] ^= _s[0];
        _s[3] ^= _s[1];
        _s[1] ^= _s[2];
        _s[0] ^= _s[3];
        _s[2] ^= t;
        _s[3] = BitOperations.RotateLeft(_s[3], 45);
        return result;
    }

    public void Jump()
    {
        var sum = new ulong[4];
        foreach (var constant in JumpConstants)
        {
            for (var bit = 0; bit < 64; bit++)
            {
                if ((constant & 1UL << bit) != 0)
                {
                    for (var i = 0; i < 4; i++) sum[i] ^= _s[i];
                }

                Next();
            }
        }

        sum.CopyTo(_s, 0);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
        return z ^ (z >> 31);
    }
}
